import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { useBarcodeReader } from "@point_of_sale/app/hooks/barcode_reader_hook";
import { MemberPanel } from "@member_loyalty/app/components/member_panel/member_panel";
import { patch } from "@web/core/utils/patch";

patch(ProductScreen, {
    components: { ...ProductScreen.components, MemberPanel },
});

patch(ProductScreen.prototype, {
    setup() {
        super.setup(...arguments);
        useBarcodeReader({ member: this._onMemberScan });
    },
    _onMemberScan({ code }) {
        // Not returned: scans wait for each other, and the next product must not wait for the network.
        this.pos.scanMember(code);
    },
});
