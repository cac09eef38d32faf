"""Reports as workbooks: a template that carries a form's definitions, lists and checks, and its way back."""
