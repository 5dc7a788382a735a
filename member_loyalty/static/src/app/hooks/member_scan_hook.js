import { useComponent, useEffect } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";

/**
 * While the component is there, it takes the members' cards that are scanned, in place of the order. Everything else goes
 * where it goes without it: a product that is scanned beside a dialog is sold.
 *
 * @param {(code: string) => void} callback
 */
export function useMemberScan(callback) {
    const pos = usePos();
    const taker = callback.bind(useComponent());
    useEffect(
        () => {
            pos.memberScanners.push(taker);
            return () => pos.memberScanners.splice(pos.memberScanners.indexOf(taker), 1);
        },
        () => []
    );
}
