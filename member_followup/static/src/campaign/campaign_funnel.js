import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { formatInteger, formatMonetary, formatPercentage } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";

/** What became of those whom a campaign invited, as a picture whose steps open their guests. */
export class CampaignFunnel extends Component {
    static template = "member_followup.CampaignFunnel";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ told: null, by: null });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    get splits() {
        return [
            [null, _t("All")],
            ["person", _t("By Employee")],
            ["store", _t("By Store")],
            ["wave", _t("By Wave")],
        ];
    }

    get parts() {
        return this.state.by ? this.state.told.groups : [{ id: null, name: "", ...this.state.told.whole }];
    }

    async load({ record }) {
        if (record.resId && record.data.state !== "draft") {
            this.state.told = await this.orm.call("member.campaign", "funnel", [[record.resId], this.state.by]);
        }
    }

    split(by) {
        this.state.by = by;
        return this.load(this.props);
    }

    /** How wide a bar is: of the longest there is. */
    width(part, step) {
        const most = Math.max(...this.parts.map((one) => one.steps[0].count), 1);
        return `width: ${Math.max((100 * step.count) / most, step.count ? 1 : 0)}%`;
    }

    percent(share) {
        return share === null ? "" : formatPercentage(share, { digits: [false, 0] });
    }

    count(number) {
        return formatInteger(number);
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.state.told.currency_id });
    }

    open(step, part) {
        const by = this.state.by;
        return this.doOpen(step, by, by ? part.id || false : null);
    }

    /** Those left out and those unexpected are told as a whole. */
    openBeside({ name }) {
        return this.doOpen(name, null, null);
    }

    async doOpen(...question) {
        const args = [[this.props.record.resId], ...question];
        this.action.doAction(await this.orm.call("member.campaign", "action_step", args));
    }
}

registry.category("view_widgets").add("member_campaign_funnel", { component: CampaignFunnel });
