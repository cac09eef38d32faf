"""The rule language of forms: parsed once, evaluated in Python, in DuckDB and in the browser with the same verdicts.

A rule is a datapoint rule of VTL 2.1 (SDMX, *VTL 2.1 Reference Manual*, "define datapoint ruleset"), ``[when C then] C``,
with VTL's words and precedence ("VTL-ML - Evaluation order of the Operators"). What it means is said here, and nowhere else.

Values
    A *number* is a rational in lowest terms, its denominator above zero. A *text* is a sequence of Unicode characters, and
    the code of an item is one. What is blank, missing or marked as not applicable is *null*.

Month
    ``getmonth(TIME_PERIOD)`` is the first month of the report's period, a number of the rule from when it is dated on.

Null and undefined
    Arithmetic, comparisons, ``in``, ``length`` with a null give null; ``isnull`` and ``nvl`` ask for it. A number divided by
    zero is *undefined*, whatever is computed from it is undefined too, also by ``nvl``; a null divided by zero is null. In
    a comparison, in ``isnull`` and as a condition undefined is neither true nor false, as null is.

Truth
    ``and``, ``or``, ``xor``, ``not`` are Kleene's. ``when A then B`` is ``not A or B``. ``if`` with a condition that is neither
    true nor false gives null (VTL's text gives the ``else``; a blank cell must not decide).

Size
    ``+``, ``-``, ``sum`` and comparisons bring all sides to the least common denominator; products are reduced crosswise before they are
    multiplied (Knuth, *The Art of Computer Programming* 2, 4.5.1). An integer met on this way whose size is 10^38 or more is
    an *overflow*; of ``sum`` these are the denominator, each numerator over it and the total of their sizes, so that the order
    of its arguments does not matter. ``=``, ``<>`` and ``in`` compare lowest terms and never overflow.

Verdict
    Every part of a rule is evaluated, also what no branch takes. If there was an overflow anywhere: ``overflow``. Else true is
    ``holds``, false is ``fails``; what is neither is ``undefined`` if a number was divided by zero anywhere, else ``unknown``.
"""
