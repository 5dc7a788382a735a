import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** The phone's own way of sharing, where the browser has one; elsewhere the button stays away. */
export class MemberShare extends Interaction {
    static selector = ".o_member_share";
    dynamicContent = {
        _root: {
            "t-att-class": () => ({ "d-none": !navigator.share }),
            "t-on-click": this.share,
        },
    };

    async share() {
        const { text, url } = this.el.dataset;
        try {
            await navigator.share({ text, url });
        } catch (error) {
            // Who closes the phone's dialog has changed their mind.
            if (error.name !== "AbortError") {
                throw error;
            }
        }
    }
}

registry.category("public.interactions").add("member_loyalty.share", MemberShare);
