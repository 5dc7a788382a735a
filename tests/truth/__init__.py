"""Reports by pandas, from the purchase facts and the members' files: what the check of the real year holds them against.

No code of the addon takes part. A module tells the blocks of some reports: each function takes facts and filters, and
returns rows as the report's block should have them.
"""
