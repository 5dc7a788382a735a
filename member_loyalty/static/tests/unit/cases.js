import { test } from "@odoo/hoot";
import { globalCachedFetch } from "@web/../tests/_framework/module_set.hoot";

/**
 * Check the cases of a file of static/tests/cases, which tests/test_twin_cases.py reads, too: the server counts the same.
 *
 * @param {string} name of the file
 * @param {(testCase: Object) => void} check
 */
export function testCases(name, check) {
    test(name, async () => {
        const response = await globalCachedFetch(`/member_loyalty/static/tests/cases/${name}.json`);
        for (const testCase of await response.json()) {
            check(testCase);
        }
    });
}
