/**
 * @param {PosOrder} order
 * @returns {string[]} keys of the uses whose product is on the order
 */
export function benefitKeys(order) {
    return order.lines.map(({ member_benefit_key }) => member_benefit_key).filter(Boolean);
}
