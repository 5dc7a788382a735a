import { barcodeService } from "@barcodes/barcode_service";

// Ours: core's search fields take scans by themselves.
const FIELDS = ".member-panel :is(input, textarea), .modal-content[class*='member-'] :is(input, textarea)";
// No finger is that fast for so long.
const FAST = 50;
const SHORTEST = 3;

/**
 * A scanner types where the cursor is. What it typed into a field of ours is taken out again, and scanned.
 *
 * @param {(code: string, field: HTMLElement) => boolean} isScan whether the till knows it for what isn't meant for the
 *     field
 * @param {(code: string) => void} scan
 */
export function listenInFields(isScan, scan) {
    let keys = "";
    let before = "";
    let last = 0;
    let timer;

    function finish(field, ev) {
        clearTimeout(timer);
        const code = keys;
        keys = "";
        if (code.length < SHORTEST || !isScan(code, field)) {
            return;
        }
        ev?.preventDefault();
        ev?.stopPropagation();
        field.value = before;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        scan(code);
    }
    window.addEventListener(
        "keydown",
        (ev) => {
            const field = ev.target;
            if (!field.matches?.(FIELDS) || field.type === "password" || ev.ctrlKey || ev.metaKey || ev.altKey) {
                return;
            }
            if (ev.key === "Enter" || ev.key === "Tab") {
                finish(field, ev);
            } else if (ev.key?.length === 1) {
                if (!keys || ev.timeStamp - last > FAST) {
                    keys = "";
                    before = field.value;
                }
                keys += ev.key;
                last = ev.timeStamp;
                clearTimeout(timer);
                timer = setTimeout(() => finish(field), barcodeService.maxTimeBetweenKeysInMs);
            }
        },
        { capture: true }
    );
}
