import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

function says(title) {
    return { content: `the till says ${title}`, trigger: `.member-contact:contains("${title}")` };
}
function answer(value) {
    return [
        Member.aMomentLater(),
        { content: value, trigger: `.member-contact [data-answer='${value}']`, run: "click" },
    ];
}

registry.category("web_tour.tours").add("MemberContactTillTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.openPanel(),
            // One at a time, what waits for the member first.
            says("Gift waiting: Hand cream"),
            { content: "nothing else is asked", trigger: ".member-panel:not(:has(.member-question))" },
            answer("given"),
            says("Promised to visit on"),
            answer("came"),
            says("Ask about the cream"),
            answer("reached"),
            { content: "then for the file", trigger: ".member-question:contains('Birth date')" },
            // The sale goes on.
            Member.pay(),
            Member.postedIsShown(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberContactLaterTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.openPanel(),
            says("Gift waiting: Hand cream"),
            { content: "later", trigger: ".member-contact-later", run: "click" },
            { content: "nothing is said", trigger: ".member-panel:not(:has(.member-contact))" },
            Member.aMomentLater(),
            Member.pay(),
            Member.postedIsShown(),
            Chrome.endTour(),
        ].flat(),
});
