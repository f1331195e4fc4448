//! Use cases that join records, figures and papers: reports, signing, tracing, forms of one record, plain readings.
