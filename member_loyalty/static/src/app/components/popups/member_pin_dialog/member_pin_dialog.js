import { NumberPopup } from "@point_of_sale/app/components/popups/number_popup/number_popup";
import { BACKSPACE, EMPTY, ZERO, getButtons } from "@point_of_sale/app/components/numpad/numpad";
import { useBarcodeReader } from "@point_of_sale/app/hooks/barcode_reader_hook";

/**
 * The member shows who they are: a PIN that nobody else sees on the screen, or their card.
 *
 * The payload is a dict of `pin` or `card`.
 */
export class MemberPinDialog extends NumberPopup {
    static defaultProps = {
        ...NumberPopup.defaultProps,
        buttons: getButtons([EMPTY, ZERO, BACKSPACE]),
        formatDisplayedValue: (pin) => pin.replace(/./g, "•"),
        isValid: (pin) => Boolean(pin),
    };

    setup() {
        super.setup();
        // Exclusive: the product screen behind would look the card up.
        useBarcodeReader({ member: ({ code }) => this.answer({ card: code }) }, true);
    }
    confirm() {
        if (this.state.buffer) {
            this.answer({ pin: this.state.buffer });
        }
    }
    answer(proof) {
        this.props.getPayload(proof);
        this.props.close();
    }
}
