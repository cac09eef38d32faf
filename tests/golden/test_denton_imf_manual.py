"""The IMF's example: Bloem, Dippelsman & Maehle (2001), Quarterly National Accounts Manual, example 6.2."""

import numpy as np

from xinxiao.analyse.account.benchmarking import denton_cholette

INDICATOR = np.array([98.2, 100.8, 102.2, 100.8, 99.0, 101.6, 102.7, 101.5, 100.5, 103.0, 103.5, 101.5])
PUBLISHED = [969.8, 998.4, 1018.3, 1013.4, 1007.2, 1042.9, 1060.3, 1051.0, 1040.6, 1066.5, 1071.7, 1051.0]


def test_the_proportional_denton_series_of_the_imf_manual_is_reproduced_to_its_published_decimal():
    link = np.zeros((2, 12))
    link[0, :4] = 1
    link[1, 4:8] = 1
    series = (denton_cholette(INDICATOR, link) * np.array([4000.0, 4161.4])).sum(axis=1)
    assert np.allclose(series, PUBLISHED, atol=0.06)
    assert abs(series[:4].sum() - 4000.0) < 1e-9
    assert abs(series[4:8].sum() - 4161.4) < 1e-9
