import { registry } from "@web/core/registry";
import { ProfileBlock } from "@member_loyalty/profile/profile_block";

registry.category("member_profile_blocks").add("habits", { Component: ProfileBlock }, { sequence: 50 });
