import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

const says = (title) => ({
    content: `the till says ${title}`,
    trigger: `.member-contact:contains("${title}")`,
});
const answer = (value) => [
    Member.aMomentLater(),
    { content: value, trigger: `.member-contact [data-answer='${value}']`, run: "click" },
];

registry.category("web_tour.tours").add("MemberCampaignTillTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            { content: "find a member", trigger: ".member-button", run: "click" },
            { content: "a part of the name", trigger: ".member-find input", run: "edit Ada" },
            { content: "the list", trigger: ".member-find button[name='guests']", run: "click" },
            { content: "Ada", trigger: ".member-find button:contains('Ada')", run: "click" },
            Member.openPanel(),
            says("Invited to Summer Evening"),
            answer("came"),
            says("Gift waiting: Hand cream"),
            answer("gift"),
            { content: "then for the file", trigger: ".member-question:contains('Birth date')" },
            Member.pay(),
            Member.postedIsShown(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberCampaignSecondTillTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan("0460000000057"),
            Member.openPanel(),
            says("Welcome to Summer Evening"),
            answer("came"),
            says("Gift waiting: Hand cream"),
            { content: "later", trigger: ".member-contact-later", run: "click" },
            { content: "nothing is said", trigger: ".member-panel:not(:has(.member-contact))" },
            Member.aMomentLater(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberCampaignFriendTour", {
    steps: () =>
        [
            Chrome.startPoS(),
            Chrome.createFloatingOrder(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.beginEnrolment("6502530107", "Bo Diaz"),
            {
                content: "the friend's card",
                trigger: ".member-enrol [name='brought_by']",
                run: `edit ${Member.ADA_CARD}`,
            },
            { content: "agree", trigger: ".member-enrol [name='consent']", run: "click" },
            { content: "enrol", trigger: ".member-enrol [name='submit']", run: "click" },
            Notification.has("Bo Diaz is now a member"),
            Member.openPanel(),
            says("Welcome to Summer Evening"),
            answer("came"),
            Member.pay(),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});
