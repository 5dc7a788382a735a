import { registry } from "@web/core/registry";
import {
    JournalDashboardGraphField,
    journalDashboardGraphField,
} from "@web/views/fields/journal_dashboard_graph/journal_dashboard_graph_field";

/**
 * A small picture of a member's months, drawn by the core field that accounting shows its journals with. That one reads
 * its data once; a form goes from one member to the next.
 */
export class MemberMonthsField extends JournalDashboardGraphField {
    get data() {
        return JSON.parse(this.props.record.data[this.props.name] || '[{"values": []}]');
    }

    set data(_once) {
        // Read from the record each time.
    }
}

registry.category("fields").add("member_months", {
    ...journalDashboardGraphField,
    component: MemberMonthsField,
});
