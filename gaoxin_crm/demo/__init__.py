"""Demonstration data: fictional people, companies and dealings. The same seed gives the same rows.

Target companies, contacts and numbers are invented (domain, rule 3); only the chains are real.
"""
