import { useHotkey } from "@web/core/hotkeys/hotkey_hook";

const MOST_OUTCOMES = 9;

/** The keys of the focus screen. None is stolen from who types: Odoo keeps them from fields. */
export function useFocusKeys(screen) {
    for (let number = 1; number <= MOST_OUTCOMES; number++) {
        useHotkey(`${number}`, () => screen.choose(screen.outcomes[number - 1]), {
            isAvailable: () => number <= screen.outcomes.length,
        });
    }
    const click = (name) => screen.root.el?.querySelector(`[name='${name}']`)?.click();
    const letters = { d: "dial", c: "copy", w: "whatsapp", s: "skip", b: "put_back", p: "profile" };
    for (const [letter, name] of Object.entries(letters)) {
        useHotkey(letter, () => click(name));
    }
    useHotkey("n", () => screen.root.el?.querySelector("[name='note']")?.focus());
    useHotkey("enter", ({ target }) => {
        // Who came to a button by Tab means that button.
        const button = target.closest?.(".o_member_focus button, .o_member_focus a[href]");
        button ? button.click() : screen.next();
    });
    useHotkey("control+enter", () => screen.next(), { bypassEditableProtection: true });
    useHotkey("escape", ({ target }) => {
        // The first leaves the field, the second the screen.
        const isTyping = target.matches?.("input, textarea");
        isTyping ? screen.leaveField() : screen.back();
    });
}
