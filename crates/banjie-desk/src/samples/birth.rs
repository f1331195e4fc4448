//! Numbers, and the rows that actions create.

use banjie_engine::{follow, number};
use banjie_model::{
    Moment, Name,
    case::{Actor, What},
    definition::Ledger,
    value::{RecordId, Value},
};

use super::{
    fault::Outcome,
    make::{Maker, refused},
    pool::{Made, Pool},
    recipe::Book,
};

impl Maker<'_> {
    /// The next number of a ledger.
    pub fn next_number(
        &mut self,
        ledger: &Ledger,
        values: &[Value],
        org: &str,
        at: Moment,
        pool: &Pool,
    ) -> Option<Name> {
        let org = self.stage.orgs.get(org)?;
        let born = |id| self.born.iter().find(|row| row.id == id).and_then(|row| row.number.clone());
        let parent = |id| self.parent.clone().filter(|(parent, _)| *parent == id).map(|(_, number)| number);
        let of =
            |_: &Name, id| pool.row(id).and_then(|row| row.number.clone()).or_else(|| born(id)).or_else(|| parent(id));
        let pattern = number::refer(ledger.number.as_ref()?, ledger, values, &of);
        let scope = format!("{} {}", ledger.key, number::scope(&pattern, org, at));
        let seq = self.numbers.entry(scope).or_insert(0);
        *seq += 1;
        Some(number::render(&pattern, *seq, org, at).into())
    }

    /// Makes the records an action creates.
    pub fn children(
        &mut self,
        book: &Book,
        key: &str,
        children: Vec<follow::Child>,
        (actor, at): (&Actor, Moment),
        (parent, pool): (&Made, &Pool),
    ) -> Outcome<()> {
        self.parent = parent.number.clone().map(|number| (parent.id, number));
        for child in children {
            let Some(ledger) = self.library.ledger(&child.command.ledger).cloned() else { continue };
            let What::Create { org, values: entered, .. } = child.command.what else { continue };
            let org = org.unwrap_or_else(|| actor.org.clone());
            let values: Vec<Value> =
                ledger.fields.iter().map(|field| entered.get(&field.name).cloned().unwrap_or_default()).collect();
            let number = self.next_number(&ledger, &values, &org, at, pool);
            self.last_id += 1;
            let id = RecordId(self.last_id);
            let what = What::Create { org: Some(org.clone()), number: number.clone(), values: entered.clone() };
            let case = self
                .submit(&ledger, None, id, what, &follow::on_behalf(actor), at, None)
                .map_err(|refusal| refused(book, key, &format!("生成{}", ledger.title), &refusal))?;
            self.born.push(Made { id, ledger, entered, org, day: at.date(), at, number, acts: Vec::new(), case });
        }
        Ok(())
    }
}
