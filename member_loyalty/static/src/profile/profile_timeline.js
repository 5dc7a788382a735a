import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";

/** What happened, newest first, page by page. */
export class ProfileTimeline extends Component {
    static template = "member_loyalty.ProfileTimeline";
    static props = { block: Object, partnerId: Number, open: Function, saved: Object };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        const { rows, next } = this.props.block;
        const { topic, count } = this.props.saved;
        this.state = useState({ rows, next, topic: topic || false, isBusy: false });
        onWillStart(async () => {
            // Who comes back from a record finds as much as before, as of now.
            if (topic) {
                await this.choose(topic);
            }
            while (this.state.next && this.state.rows.length < (count || 0)) {
                await this.loadMore();
            }
        });
    }

    get days() {
        const days = [];
        for (const row of this.state.rows) {
            if (days.at(-1)?.day !== row.day) {
                days.push({ day: row.day, key: row.key, rows: [] });
            }
            days.at(-1).rows.push(row);
        }
        return days;
    }

    get topics() {
        return this.props.block.topics;
    }

    ask(after) {
        const { topic } = this.state;
        return this.keepLast.add(
            this.orm.call("res.partner", "member_profile_timeline", [this.props.partnerId], { after, topic })
        );
    }

    async choose(topic) {
        this.state.topic = topic;
        const { rows, next } = await this.ask(false);
        Object.assign(this.state, { rows, next });
        this.save();
    }

    async loadMore() {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            const { rows, next } = await this.ask(this.state.next);
            this.state.rows.push(...rows);
            this.state.next = next;
            this.save();
        } finally {
            this.state.isBusy = false;
        }
    }

    save() {
        Object.assign(this.props.saved, { topic: this.state.topic, count: this.state.rows.length });
    }
}
