# Reads the address given with rsdmx, as a user would, and tells its rows: a form feed behind each, a vertical tab between
# cells, a tab between a column's name and its value. Cells without a value are left out.
suppressMessages(library(rsdmx))
given <- commandArgs(TRUE)
headers <- if (length(given) > 1) list(Accept = given[2]) else list()
rows <- as.data.frame(readSDMX(given[1], headers = headers))
rows[] <- lapply(rows, function(column) {
  if (!is.numeric(column)) return(as.character(column))
  ifelse(is.na(column), NA, format(column, digits = 15, trim = TRUE))
})
for (number in seq_len(nrow(rows))) {
  told <- !is.na(unlist(rows[number, ]))
  cat(paste(names(rows)[told], unlist(rows[number, told]), sep = "\t", collapse = "\v"), "\f", sep = "")
}
