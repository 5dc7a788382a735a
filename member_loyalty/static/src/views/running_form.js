import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { onMounted, onWillUnmount } from "@odoo/owl";

const EVERY = 3000;
const RUNNING = ["queued", "running"];

/** The form of work in the background, which looks by itself how far it is as long as it goes on. */
export class RunningFormController extends formView.Controller {
    setup() {
        super.setup();
        let timer;
        onMounted(() => {
            timer = browser.setInterval(() => this.lookAgain(), EVERY);
        });
        onWillUnmount(() => browser.clearInterval(timer));
    }

    async lookAgain() {
        const { root } = this.model;
        if (!document.hidden && RUNNING.includes(root.data.state)) {
            await root.load();
        }
    }
}

registry.category("views").add("member_running_form", { ...formView, Controller: RunningFormController });
