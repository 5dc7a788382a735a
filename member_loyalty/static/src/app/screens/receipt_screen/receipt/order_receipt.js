import {OrderReceipt} from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import {formatPoints} from "@member_loyalty/app/utils/format_points";
import {patch} from "@web/core/utils/patch";

patch(OrderReceipt.prototype, {
    formatPoints,
});
