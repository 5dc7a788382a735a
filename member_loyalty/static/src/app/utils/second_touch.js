// A second touch comes this soon, and as near as fingers do.
const SOON = 400;
const NEAR = 24;

let last;

/**
 * Remember where one of our buttons was touched: until a moment later, a touch of the same spot is the same touch.
 *
 * It may find something else there, since the first one may have closed a dialog or brought the next question: what lies
 * below isn't meant either.
 *
 * @param {MouseEvent} ev of a keyboard, which has no spot, nothing is remembered
 */
export function rememberTouch(ev) {
    if (ev.detail || ev.clientX || ev.clientY) {
        last = { x: ev.clientX, y: ev.clientY, time: ev.timeStamp };
    }
}

function isSecond({ clientX, clientY, timeStamp }) {
    const isSoon = last && timeStamp - last.time < SOON;
    return isSoon && Math.hypot(clientX - last.x, clientY - last.y) < NEAR;
}

// Who types, or scans, in between means another touch.
window.addEventListener("input", () => (last = undefined), { capture: true });
window.addEventListener("keydown", () => (last = undefined), { capture: true });
window.addEventListener(
    "click",
    (ev) => {
        if (isSecond(ev)) {
            ev.stopImmediatePropagation();
            ev.preventDefault();
        } else if (ev.target.closest?.(".modal-content[class*='member-'] .btn-close")) {
            rememberTouch(ev);
        }
    },
    { capture: true }
);
