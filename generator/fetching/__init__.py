"""Fetching: what sources answer over the network, brought here with manners or not at all.

`client` alone talks to other machines, through `connection`; everything else here decides from
values. An answer is bytes; what they mean is the readers' to say, in `sources`.
"""
