//! One pass over what matches: how many, how many in each ledger, and the best.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{ColumnValues, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

/// A record in the running; the greater is the better.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    pub(crate) score: u32,
    pub(crate) order: u64,
    pub(crate) record: i64,
    pub(crate) doc: DocAddress,
}

/// Collects the best so many.
pub(crate) struct Best(pub(crate) usize);

/// What was collected.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) best: Vec<Candidate>,
    pub(crate) by_ledger: HashMap<String, usize>,
}

/// Collects in one segment.
pub(crate) struct SegmentBest {
    limit: usize,
    segment: SegmentOrdinal,
    order: Arc<dyn ColumnValues<u64>>,
    record: Arc<dyn ColumnValues<i64>>,
    ledger: StrColumn,
    ledger_of: Arc<dyn ColumnValues<u64>>,
    counts: Vec<usize>,
    heap: BinaryHeap<Reverse<Candidate>>,
}

impl Collector for Best {
    type Fruit = Found;
    type Child = SegmentBest;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentBest> {
        let columns = reader.fast_fields();
        let missing = || TantivyError::FieldNotFound("ledger".to_owned());
        let ledger = columns.str("ledger")?.ok_or_else(missing)?;
        Ok(SegmentBest {
            limit: self.0,
            segment,
            order: columns.column_first_or_default("order")?,
            record: columns.column_first_or_default("record")?,
            ledger_of: ledger.ords().clone().first_or_default_col(0),
            counts: vec![0; ledger.num_terms()],
            ledger,
            heap: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Found>>) -> tantivy::Result<Found> {
        let mut all = Found::default();
        for found in fruits {
            let found = found?;
            all.best.extend(found.best);
            for (ledger, count) in found.by_ledger {
                *all.by_ledger.entry(ledger).or_default() += count;
            }
        }
        all.best.sort_by(|a, b| b.cmp(a));
        all.best.truncate(self.0);
        Ok(all)
    }
}

impl SegmentCollector for SegmentBest {
    type Fruit = tantivy::Result<Found>;

    fn collect(&mut self, doc: DocId, score: Score) {
        if let Some(count) = self.counts.get_mut(self.ledger_of.get_val(doc) as usize) {
            *count += 1;
        }
        let (score, order) = (score as u32, self.order.get_val(doc));
        if self.heap.len() >= self.limit {
            let worst = self.heap.peek();
            if worst.is_none_or(|Reverse(w)| (w.score, w.order) > (score, order)) {
                return;
            }
        }
        let doc_address = DocAddress::new(self.segment, doc);
        self.heap.push(Reverse(Candidate { score, order, record: self.record.get_val(doc), doc: doc_address }));
        if self.heap.len() > self.limit {
            self.heap.pop();
        }
    }

    fn harvest(self) -> tantivy::Result<Found> {
        let mut by_ledger = HashMap::new();
        let mut name = String::new();
        for (ord, count) in self.counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            self.ledger.ord_to_str(ord as u64, &mut name)?;
            by_ledger.insert(name.clone(), count);
        }
        Ok(Found { best: self.heap.into_iter().map(|Reverse(c)| c).collect(), by_ledger })
    }
}
