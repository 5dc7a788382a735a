import { onWillDestroy } from "@odoo/owl";
import { NumberPopup } from "@point_of_sale/app/components/popups/number_popup/number_popup";
import { BarcodeReader } from "@point_of_sale/app/services/barcode_reader_service";
import { patch } from "@web/core/utils/patch";

let open = 0;

/** While the component is there, a secret may be typed: what looks like a scan isn't repeated in any message. */
export function useSecret() {
    open++;
    onWillDestroy(() => open--);
}

patch(NumberPopup.prototype, {
    /** Core asks cashiers for their PIN by it, with dots in place of the digits. */
    setup() {
        super.setup(...arguments);
        if (this.props.formatDisplayedValue !== NumberPopup.defaultProps.formatDisplayedValue) {
            useSecret();
        }
    },
});

patch(BarcodeReader.prototype, {
    showNotFoundNotification() {
        if (!open) {
            super.showNotFoundNotification(...arguments);
        }
    },
});
