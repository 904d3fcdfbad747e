"""What leaves one agency for another, or for a family or the public: disclosures, telling, publicity.

Knows the duties and the record below it; knows no screen and no way of sending.
"""
