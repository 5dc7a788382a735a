import js from "@eslint/js";
import globals from "globals";

export default [
    { ignores: [".odoo/", "node_modules/", "**/static/lib/"] },
    js.configs.recommended,
    {
        files: ["**/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: { ...globals.browser, odoo: "readonly", luxon: "readonly" },
        },
        rules: {
            eqeqeq: ["error", "smart"],
            "no-console": ["error", { allow: ["warn", "error"] }],
            "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
            "no-var": "error",
            "prefer-const": "error",
        },
    },
    // What a tour writes there is how Odoo's test runner reports it.
    { files: ["**/static/tests/**/*.js"], rules: { "no-console": "off" } },
];
