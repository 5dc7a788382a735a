import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

function asks(label) {
    return { content: `the till asks for ${label}`, trigger: `.member-question:contains("${label}")` };
}
function answers(text) {
    return [
        { content: `type ${text}`, trigger: ".member-question input", run: `edit ${text}` },
        { content: "save", trigger: ".member-answer-save", run: "click" },
    ];
}

/** The tour's own "edit" reads the date that isn't there yet. */
function answersDate(date) {
    return [
        {
            content: `type ${date}`,
            trigger: ".member-question input[type='date']",
            run() {
                this.anchor.value = date;
                this.anchor.dispatchEvent(new Event("input", { bubbles: true }));
            },
        },
        { content: "save", trigger: ".member-answer-save", run: "click" },
    ];
}

registry.category("web_tour.tours").add("MemberQuestionTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.openPanel(),
            asks("Email"),
            answers("ada@example"),
            {
                content: "says what is wrong",
                trigger: ".member-question [role='alert']:contains('such as name@example.com')",
            },
            answers("ada@example.com"),
            asks("Birth date"),
            answersDate("1990-05-05"),
            asks("ZIP Code"),
            { content: "doesn't want to say", trigger: ".member-answer-decline", run: "click" },
            asks("Gender"),
            { content: "choose", trigger: ".member-question select", run: "select female" },
            { content: "nothing left to ask", trigger: ".member-panel:not(:has(.member-question))" },
            // The sale goes on.
            Member.pay(),
            Member.postedIsShown(),
            Chrome.endTour(),
        ].flat(),
});
