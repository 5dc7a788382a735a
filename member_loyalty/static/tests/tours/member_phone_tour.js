import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

registry.category("web_tour.tours").add("MemberPhoneTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            ProductScreen.clickReview(),
            Member.find("6502530101"),
            Member.panelShows("name", "Ada"),
            ProductScreen.back(),
            // One line over the products, until it is opened.
            Member.panelShows("won", "+54.99"),
            { content: "one line", trigger: ".rightpane .member-panel:not(:has(.member-number))" },
            Member.openPanel(),
            Member.panelShows("number", "Number"),
            Member.panelShows("standing", "to Silver"),
            Member.pay(),
            Member.postedIsShown(),
            Member.receiptShows("balance", "54.99"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});
