import { _t } from "@web/core/l10n/translation";
import { MultiRecordSelector } from "@web/core/record_selectors/multi_record_selector";
import { user } from "@web/core/user";
import { Component, useState } from "@odoo/owl";

export const NO_FILTERS = { day: false, tier_ids: [], user_ids: [], config_ids: [], options: {} };

/** Which members a report is about, and the report's own choices. */
export class ReportFilters extends Component {
    static template = "member_analytics.ReportFilters";
    static components = { MultiRecordSelector };
    static props = { description: Object, filters: Object, update: Function };

    setup() {
        this.state = useState({ isOpen: false });
        this.selectors = this.props.description.by_member ? this.memberSelectors() : [];
    }

    memberSelectors() {
        const company = user.activeCompany.id;
        return [
            {
                name: "tier_ids",
                model: "member.tier",
                label: _t("Tier"),
                domain: [["company_id", "in", [false, company]]],
            },
            {
                name: "user_ids",
                model: "res.users",
                label: _t("Staff"),
                domain: [
                    ["share", "=", false],
                    ["company_ids", "in", company],
                ],
            },
            {
                name: "config_ids",
                model: "pos.config",
                label: _t("Till of Last Purchase"),
                domain: [["company_id", "=", company]],
            },
        ];
    }

    get count() {
        const { day, options, ...ids } = this.props.filters;
        return (day ? 1 : 0) + Object.keys(options).length + Object.values(ids).filter((list) => list.length).length;
    }

    /** Selections have texts as values: the option's own value is found by its place. */
    setOption(option, index) {
        const [value] = option.values[index];
        this.props.update({ options: { ...this.props.filters.options, [option.name]: value } });
    }

    optionIndex(option) {
        const value = this.props.filters.options[option.name] ?? option.default;
        return option.values.findIndex(([known]) => known === value);
    }

    clear() {
        this.props.update(NO_FILTERS);
    }
}
