import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ProfileBlock } from "./profile_block";
import { ProfileTimeline } from "./profile_timeline";
import { ProfileWho } from "./profile_who";

const LIST_VIEWS = ["list", "form"];

/**
 * How the blocks of a profile are shown, in order, by the names that `_member_profile` of res.partner gives them: dicts of
 * `Component` and `isAside` (in the second column). Other addons add theirs.
 */
export const profileBlocks = registry.category("member_profile_blocks");
profileBlocks
    .add("who", { Component: ProfileWho }, { sequence: 10 })
    .add("tier", { Component: ProfileBlock }, { sequence: 20 })
    .add("balances", { Component: ProfileBlock }, { sequence: 30 })
    .add("visits", { Component: ProfileBlock }, { sequence: 40 })
    .add("owed", { Component: ProfileBlock }, { sequence: 60 })
    .add("timeline", { Component: ProfileTimeline, isAside: true }, { sequence: 70 });

/** The profile of one member. */
export class MemberProfile extends Component {
    static template = "member_loyalty.MemberProfile";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.partnerId = this.props.resId || this.props.action.context.active_id;
        this.display = { controlPanel: {} };
        this.saved = { ...this.props.state?.timeline };
        this.state = useState({ blocks: null, error: "" });
        onWillStart(() => this.load());
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => ({ timeline: this.saved }),
        });
    }

    async load() {
        if (!this.partnerId) {
            this.state.error = _t("Which member? Open the profile from a contact or from the list of members.");
            return;
        }
        try {
            this.state.blocks = await this.orm.silent.call("res.partner", "member_profile", [this.partnerId]);
            this.env.config.setDisplayName(this.state.blocks.who.name);
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        }
    }

    /** The columns, each with its blocks. */
    get columns() {
        const blocks = profileBlocks
            .getEntries()
            .map(([name, { Component, isAside }]) => ({ name, Component, isAside, block: this.state.blocks[name] }))
            .filter(({ block }) => block);
        return [blocks.filter(({ isAside }) => !isAside), blocks.filter(({ isAside }) => isAside)].filter(
            (column) => column.length
        );
    }

    propsOf({ name, block }) {
        const props = { block, partnerId: this.partnerId, open: this.open.bind(this) };
        return name === "timeline" ? { ...props, saved: this.saved } : props;
    }

    /** The records behind a figure, as `_member_opens` of res.partner names them. */
    open({ name, model, domain, id }) {
        const views = id ? [[false, "form"]] : LIST_VIEWS.map((type) => [false, type]);
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            views,
            target: "current",
            ...(id ? { res_id: id } : { domain }),
        });
    }
}

registry.category("actions").add("member_profile", MemberProfile);
