"""The grammar of rules: a part of VTL 2.1 (``Vtl.g4`` of SDMX's repository), with the evaluation order of its manual.

Narrower than VTL: comparisons do not chain, ``round`` and ``timeshift`` take whole numbers, shifts are negative. Further than
VTL: ``timeshift`` of one item, which VTL has of data sets, and ``sum`` of several values.
"""

GRAMMAR = r"""
start: expression | WHEN expression THEN expression
?expression: disjunction | IF expression THEN expression ELSE expression -> choose
?disjunction: conjunction | disjunction (OR | XOR) conjunction -> logic
?conjunction: comparison | conjunction AND comparison -> logic
?comparison: sum | sum ORDER sum -> compare | sum (IN | NOT_IN) "{" constant ("," constant)* "}" -> among
?sum: product | sum PLUS product -> arithmetic | sum MINUS product -> arithmetic
?product: factor | product TIMES factor -> arithmetic
?factor: atom | MINUS factor -> negative | NOT factor -> negation
?atom: reference | NUMBER -> number | TEXT -> constant_text | TRUTH -> truth | "(" expression ")"
     | FUNCTION "(" expression ("," expression)* ")" -> call
reference: ID | ID "#" ID
constant: NUMBER -> number | MINUS NUMBER -> negative_number | TEXT -> constant_text
WHEN: /when\b/
IF: /if\b/
THEN: /then\b/
ELSE: /else\b/
AND: /and\b/
OR: /or\b/
XOR: /xor\b/
NOT: /not\b/
IN: /in\b/
NOT_IN: /not_in\b/
TRUTH: /(true|false)\b/
FUNCTION: /(?!(?:when|if|then|else|and|or|xor|not|in|not_in|true|false)\b)[a-z][a-z_0-9]*(?=\s*\()/
ORDER: "=" | "<>" | "<=" | "<" | ">=" | ">"
PLUS: "+"
MINUS: "-"
TIMES: "*" | "/"
NUMBER: /[0-9]+(\.[0-9]+)?(?![A-Za-z0-9_.])/
ID: /[0-9]*[A-Z_][A-Z0-9_]*/
TEXT: /"[^"\x00-\x1f\x7f]*"/
%ignore /[ \t\r\n\u3000]+/
"""
