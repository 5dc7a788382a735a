import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { generateQRCodeDataUrl } from "@point_of_sale/utils";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";

/**
 * The handbook for a customer: read on their phone by a QR code, or printed.
 */
export class MemberHandbookDialog extends Component {
    static template = "member_loyalty.MemberHandbookDialog";
    static components = { ActButton, Dialog };
    static props = {
        handbook: Object,
        close: Function,
    };

    get text() {
        const { version, date } = this.props.handbook;
        return _t("Version %(version)s of %(date)s. The customer scans the code to read it on their phone.", {
            version,
            date,
        });
    }
    get code() {
        return generateQRCodeDataUrl(this.props.handbook.url, { width: 260, height: 260 });
    }
    print() {
        window.open(this.props.handbook.pdf_url, "_blank");
    }
}
