import { _t } from "@web/core/l10n/translation";
import { ProfileBlock } from "./profile_block";

const MASK = "•";

/** Who this is: picture, name, tier, number, how to reach them, and what to do or say next. */
export class ProfileWho extends ProfileBlock {
    static template = "member_loyalty.ProfileWho";

    get picture() {
        return `/web/image/res.partner/${this.props.partnerId}/avatar_128`;
    }

    get badgeStyle() {
        const { color, text_color } = this.props.block.tier;
        return `background-color: ${color || "#39424e"}; color: ${text_color};`;
    }

    /** A mask, or what is no address, is nothing to call or write to. */
    get ways() {
        const { phone, email } = this.props.block;
        return [
            { icon: "fa-phone", title: _t("Phone"), text: phone, href: /\d/.test(phone) && `tel:${phone}` },
            { icon: "fa-envelope", title: _t("Email"), text: email, href: email.includes("@") && `mailto:${email}` },
        ]
            .filter(({ text }) => text)
            .map((way) => ({ ...way, href: !way.text.includes(MASK) && way.href }));
    }

    openContact() {
        const { name, partner_id } = this.props.block;
        return this.props.open({ name, model: "res.partner", id: partner_id });
    }
}
