import { expect, test } from "@odoo/hoot";
import { Base } from "@point_of_sale/app/models/related_models";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { registry } from "@web/core/registry";
import { isMemberSpending, isMemberWallet, walletReward } from "@member_loyalty/app/utils/program";

definePosModels();

test("another addon's classes of programs, rules and rewards have room beside us", async () => {
    for (const pythonModel of ["loyalty.program", "loyalty.rule", "loyalty.reward"]) {
        class Other extends Base {
            static pythonModel = pythonModel;
            get isOther() {
                return true;
            }
        }
        registry.category("pos_available_models").add(pythonModel, Other);
    }
    const store = await setupPosEnv();
    const program = store.models["loyalty.program"].find(({ program_type }) => program_type === "ewallet");
    expect(program.isOther).toBe(true);
    program.member_program = true;
    expect(isMemberWallet(program)).toBe(true);
    const [reward] = store.models["loyalty.reward"].getAll();
    expect(reward.isOther).toBe(true);
    expect(isMemberSpending(reward)).toBe(false);
    expect(walletReward(program)).toBe(undefined);
});
