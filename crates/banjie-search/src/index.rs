//! The index on disk: opened or made anew, written together with the position in the log, searched.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use banjie_model::value::RecordId;
use banjie_model::{Name, Seq};
use tantivy::directory::MmapDirectory;
use tantivy::directory::error::LockError;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::schema::{Field, Value};
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError};

use crate::query::Question;
use crate::schema::{self, FORMAT, Fields};
use crate::top::{Best, Candidate};
use crate::{Entry, Hit, Hits, Reach, checksum, marks};

/// Memory in which documents gather before they become a segment, in bytes: the least the library allows.
const MEMORY: usize = 15_000_000;
/// A segment of so many documents is not merged again: to merge it would take memory and time, and gain little.
const LARGE: usize = 30_000;
/// The folder within the one given; only this is ever thrown away.
const PLACE: &str = "full-text";

/// Why the index can't be used. A damaged one is no error: it is made anew.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process writes it.
    #[error("检索库“{}”正被另一个程序使用，请先停止那个程序", .0.display())]
    Busy(PathBuf),
    /// The folder can't be made, read or emptied.
    #[error("检索库“{}”不能读写：{source}；请检查文件夹的权限和剩余空间", place.display())]
    Folder {
        /// The folder.
        place: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Writing or searching failed.
    #[error("检索库读写失败：{0}；重新启动后会自动检查，损坏的会重建")]
    Failed(#[from] TantivyError),
}

/// An index of records. It is the only writer of its folder; any number of threads may search it.
pub struct Index {
    index: tantivy::Index,
    reader: IndexReader,
    writer: Mutex<IndexWriter>,
    fields: Fields,
}

/// Why a folder doesn't hold an index that can be used.
enum Unusable {
    Useless,
    Error(Error),
}

impl From<TantivyError> for Unusable {
    fn from(_: TantivyError) -> Self {
        Unusable::Useless
    }
}

impl Index {
    /// Opens the index in a folder, or makes it. One that is damaged, of another version or was never filled to the end is thrown
    /// away and made anew. Tells the position in the log it contains; `None` if it is empty and everything is to be written.
    ///
    /// # Errors
    /// If another process writes it, or the folder can't be written.
    pub fn open(folder: &Path) -> Result<(Index, Option<Seq>), Error> {
        let place = folder.join(PLACE);
        let failed = |source| Error::Folder { place: place.clone(), source };
        fs::create_dir_all(&place).map_err(failed)?;
        match Index::open_as_it_is(&place) {
            Ok(opened) => Ok(opened),
            Err(Unusable::Error(error)) => Err(error),
            Err(Unusable::Useless) => {
                fs::remove_dir_all(&place).and_then(|()| fs::create_dir_all(&place)).map_err(failed)?;
                let directory = MmapDirectory::open(&place).map_err(TantivyError::from)?;
                let (schema, fields) = schema::schema();
                let index = tantivy::Index::create(directory, schema, IndexSettings::default())?;
                Ok((Index::over(index, fields, &place)?, None))
            }
        }
    }

    /// An index that is gone with the process.
    ///
    /// # Errors
    /// If its threads can't be started.
    pub fn in_memory() -> Result<Index, Error> {
        let (schema, fields) = schema::schema();
        Index::over(tantivy::Index::create_in_ram(schema), fields, Path::new(""))
    }

    fn open_as_it_is(place: &Path) -> Result<(Index, Option<Seq>), Unusable> {
        let (schema, fields) = schema::schema();
        let directory = MmapDirectory::open(place).map_err(TantivyError::from)?;
        let index = tantivy::Index::open(directory)?;
        if index.schema() != schema {
            return Err(Unusable::Useless);
        }
        let index = Index::over(index, fields, place).map_err(|error| match error {
            Error::Failed(_) => Unusable::Useless,
            error => Unusable::Error(error),
        })?;
        let (version, position) = index.payload()?;
        if version != Some(FORMAT)
            || position.is_none()
            || !checksum::all_whole(place, &index.index.load_metas()?).unwrap_or(false)
        {
            return Err(Unusable::Useless);
        }
        Ok((index, position))
    }

    fn over(index: tantivy::Index, fields: Fields, place: &Path) -> Result<Index, Error> {
        schema::register(index.tokenizers());
        // Segments are merged one after another: each merge holds words of all it merges.
        let options = IndexWriterOptions::builder()
            .memory_budget_per_thread(MEMORY)
            .num_worker_threads(1)
            .num_merge_threads(1)
            .build();
        let writer = index.writer_with_options(options).map_err(|error| match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Error::Busy(place.to_owned()),
            error => Error::Failed(error),
        })?;
        let mut merging = LogMergePolicy::default();
        merging.set_max_docs_before_merge(LARGE);
        writer.set_merge_policy(Box::new(merging));
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Index { index, reader, writer: Mutex::new(writer), fields })
    }

    /// Position in the log up to which records are found; `None` while it is being filled.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn position(&self) -> Result<Option<Seq>, Error> {
        Ok(self.payload()?.1)
    }

    fn payload(&self) -> tantivy::Result<(Option<u32>, Option<Seq>)> {
        let payload = self.index.load_metas()?.payload.unwrap_or_default();
        let (version, position) = payload.split_once(' ').unwrap_or((&payload, ""));
        Ok((version.parse().ok(), position.parse().ok()))
    }

    /// Replaces the documents of these records (of one given twice the last counts), removes those that are gone, and moves to a
    /// position in the log: all of it or nothing. Found from when this returns. While an empty index is filled in several steps,
    /// the position is `None` until the last, so that one that was interrupted is begun anew.
    ///
    /// # Errors
    /// If it can't be written; the index is as before.
    pub fn write(&self, entries: &[Entry], gone: &[(Name, RecordId)], upto: Option<Seq>) -> Result<(), Error> {
        self.commit(upto, |writer| {
            for (ledger, record) in gone {
                writer.delete_term(schema::key(&self.fields, ledger, *record));
            }
            for entry in entries {
                writer.delete_term(schema::key(&self.fields, &entry.ledger, entry.record));
                writer.add_document(schema::document(&self.fields, entry))?;
            }
            Ok(())
        })
    }

    /// Forgets everything, as when values have changed their class or ledgers their names; to be filled again from the log.
    ///
    /// # Errors
    /// If it can't be written; the index is as before.
    pub fn clear(&self) -> Result<(), Error> {
        self.commit(None, |writer| writer.delete_all_documents().map(drop))
    }

    fn commit(
        &self,
        position: Option<Seq>,
        change: impl FnOnce(&mut IndexWriter) -> tantivy::Result<()>,
    ) -> Result<(), Error> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let position = position.map(|p| p.to_string()).unwrap_or_default();
        let written = change(&mut writer).and_then(|()| {
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(&format!("{FORMAT} {position}"));
            prepared.commit()
        });
        if let Err(error) = written {
            writer.rollback()?;
            return Err(error.into());
        }
        Ok(self.reader.reload()?)
    }

    /// Records within reach that have every word of the query, best first. Any text may be asked; one without a letter, character
    /// or figure finds nothing. Read are 200 characters and 12 words.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn find(&self, query: &str, reach: &[Reach], limit: usize, offset: usize) -> Result<Hits, Error> {
        let Some(question) = Question::read(query) else { return Ok(Hits::default()) };
        let Some(query) = question.query(&self.fields, reach) else { return Ok(Hits::default()) };
        let searcher = self.reader.searcher();
        let found = searcher.search(&query, &Best(limit.saturating_add(offset)))?;
        let mut by_ledger: Vec<(Name, usize)> = found.by_ledger.into_iter().map(|(l, n)| (l.into(), n)).collect();
        by_ledger.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let page = found.best.iter().skip(offset).take(limit);
        let hits = page.map(|candidate| self.hit(&searcher, candidate, &question)).collect::<Result<_, _>>()?;
        Ok(Hits { total: by_ledger.iter().map(|(_, n)| n).sum(), hits, by_ledger })
    }

    fn hit(&self, searcher: &Searcher, candidate: &Candidate, question: &Question) -> Result<Hit, Error> {
        let doc: TantivyDocument = searcher.doc(candidate.doc)?;
        let texts = |field: Field| doc.get_all(field).filter_map(|v| v.as_str().map(Name::from));
        let first = |field: Field| texts(field).next();
        let (closed, changed_at) = schema::from_order(candidate.order);
        Ok(Hit {
            ledger: first(self.fields.ledger).unwrap_or_default(),
            record: RecordId(candidate.record),
            score: candidate.score,
            label: marks::label(first(self.fields.label).unwrap_or_default(), question),
            number: first(self.fields.number).map(|number| marks::plain(number, question)),
            snippet: marks::snippet(texts(self.fields.text), question),
            state: first(self.fields.state).unwrap_or_default(),
            closed,
            changed_at,
        })
    }
}
