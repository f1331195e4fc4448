//! How a value of a row comes about.

use banjie_engine::{World, evaluate, values};
use banjie_model::{
    Name,
    definition::{Field, FieldType, Ledger, Package},
    national::check_id_card,
    org::Org,
    rounding::round_half_up,
    value::{FileRef, Value},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    cursor::At,
    fault::Outcome,
    make::Person,
    pool::{Made, Pool},
    random::{MILLION, Random},
    recipe::{self, District, Fields},
    span::Span,
    words,
};

/// A value with the share of rows in which it is left out.
#[derive(Clone, Debug)]
pub(super) struct Given {
    spec: Spec,
    blank: u32,
}

/// One way to make a value.
#[derive(Clone, Debug)]
enum Spec {
    /// Read by the type of the field; `{org.code}`, `{org.name}`, `{n}`, `{field}` are filled in.
    Text(String),
    /// One of these, by weight.
    Pick(Vec<(String, u32)>),
    /// Yes, in this share of rows.
    Chance(u32),
    /// Between the smallest and the largest, along quantiles at equal distances.
    Spread(Quantiles),
    /// A name; in this share of rows with a rare character.
    Person(u32),
    /// Somebody with a role, at the organisation if there is one; not the one named in another field.
    Staff(Name, Option<Name>),
    /// A citizen's number, born between these days.
    IdCard(Option<(NaiveDate, NaiveDate)>),
    /// The day of birth in a citizen's number in another field.
    BirthOf(Name),
    Phone,
    CreditCode,
    /// The name of a firm.
    Firm,
    Place,
    /// One after the other, by the place of the row in its group, and over again.
    Turn(Vec<String>),
    /// A row of an earlier workbook that is as asked: by chance, or one after the other.
    Row {
        workbook: String,
        filter: Vec<(Name, String)>,
        /// One after the other, beginning after so many.
        in_turn: Option<usize>,
    },
    /// Child rows with values of their own, counted from 1 by `{n}`.
    Rows(Vec<Fields>),
    /// A field of the record that another field refers to.
    Its(Name, Name),
    /// Names of files.
    Files(i64, i64, String),
    /// The value of another field.
    Copy(Name),
    /// Another field times a number.
    Times(Name, Quantiles),
    /// Another field times a share between two outputs of a decision table.
    Table {
        table: Name,
        of: Name,
        low: Name,
        high: Name,
    },
    /// So long after the date in another field.
    Day(Name, Span),
    /// So long after the day of the row or step.
    Ahead(Span),
    /// A field of the row that is continued, or its `number`.
    Source(Name),
}

/// Numbers that part the rows into equal shares: smallest, …, middle, …, largest.
#[derive(Clone, Debug)]
struct Quantiles {
    at: Vec<Decimal>,
    places: u32,
}

impl Quantiles {
    fn read(at: &At<'_>, places: u32) -> Outcome<Quantiles> {
        let numbers: Vec<Decimal> = at.items()?.iter().map(At::decimal).collect::<Outcome<_>>()?;
        if numbers.len() < 2 || numbers.windows(2).any(|pair| pair[0] > pair[1]) {
            return Err(at.fault(
                "应写两个以上、从小到大的数",
                "例如 [12, 40, 90, 160, 800]：最小、四分之一、中位、四分之三、最大。",
            ));
        }
        Ok(Quantiles { at: numbers, places })
    }

    /// A factor has at least two places, however many the product has.
    fn factor(&self, random: &mut Random) -> Decimal {
        Quantiles { at: self.at.clone(), places: self.places.max(2) }.draw(random)
    }

    fn draw(&self, random: &mut Random) -> Decimal {
        let part = random.below(self.at.len() - 1);
        let (low, high) = (self.at[part], self.at[part + 1]);
        let share = Decimal::new(random.between(0, i64::from(MILLION)), 6);
        round_half_up(low + (high - low) * share, self.places)
    }
}

const FORMS: [&str; 26] = [
    "pick",
    "chance",
    "spread",
    "person",
    "id_card",
    "birth_of",
    "phone",
    "credit_code",
    "firm",
    "place",
    "files",
    "name",
    "copy",
    "times",
    "by",
    "table",
    "day",
    "ahead",
    "source",
    "staff",
    "row",
    "rows",
    "its",
    "turn",
    "places",
    "blank",
];

/// Reads a value of a recipe.
pub(super) fn given(at: &At<'_>) -> Outcome<Given> {
    let blank = at.get("blank").map(|at| at.share()).transpose()?.unwrap_or(0);
    let spec = match at.json {
        serde_json::Value::Object(_) => form(at)?,
        serde_json::Value::String(text) => Spec::Text(text.clone()),
        serde_json::Value::Array(_) | serde_json::Value::Null => {
            return Err(at.fault("这里应是一个值", "写文字、数、true、false 或 { pick = … } 等。"));
        }
        other => Spec::Text(other.to_string()),
    };
    Ok(Given { spec, blank })
}

fn form(at: &At<'_>) -> Outcome<Spec> {
    let mut keys = FORMS.to_vec();
    keys.extend(["of", "low", "high", "after", "not", "text", "born", "where", "in_turn", "skip"]);
    at.only(&keys)?;
    let places = at.get("places").map(|at| at.count()).transpose()?.unwrap_or(0);
    let name = |key: &str, example: &str| at.need(key, example)?.text().map(Name::from);
    let found = keys.iter().find_map(|key| at.get(key).map(|value| (*key, value)));
    let Some((key, value)) = found else {
        return Err(at.fault("没有写怎样取值", "例如 { pick = { a = 1, b = 2 } }。"));
    };
    Ok(match key {
        "pick" => Spec::Pick(
            value.entries()?.into_iter().map(|(k, w)| Ok((k.to_owned(), w.count()?))).collect::<Outcome<_>>()?,
        ),
        "chance" => Spec::Chance(value.share()?),
        "spread" => Spec::Spread(Quantiles::read(&value, places)?),
        "person" => Spec::Person(value.share()?),
        "staff" => {
            let not = at.get("not").map(|at| at.text()).transpose()?;
            Spec::Staff(value.text()?.into(), not.map(Name::from))
        }
        "id_card" => Spec::IdCard(at.get("born").map(|at| recipe::dates(&at)).transpose()?),
        "birth_of" => Spec::BirthOf(value.text()?.into()),
        "phone" => Spec::Phone,
        "credit_code" => Spec::CreditCode,
        "firm" => Spec::Firm,
        "turn" => Spec::Turn(value.items()?.iter().map(recipe::plain).collect()),
        "row" => Spec::Row {
            workbook: value.text()?.to_owned(),
            filter: recipe::filter(at.get("where").as_ref())?,
            in_turn: in_turn(at)?,
        },
        "rows" => Spec::Rows(value.items()?.iter().map(|row| recipe::fields(Some(row))).collect::<Outcome<_>>()?),
        "its" => {
            let wrong = || value.fault("应写 引用字段.字段", "例如 { its = \"firm.name\" }。");
            let (of, field) = value.text()?.split_once('.').ok_or_else(wrong)?;
            Spec::Its(of.into(), field.into())
        }
        "place" => Spec::Place,
        "files" => {
            let n = Quantiles::read(&value, 0)?;
            let bound = |d: Option<&Decimal>| d.and_then(|d| i64::try_from(*d).ok()).unwrap_or(1);
            Spec::Files(bound(n.at.first()), bound(n.at.last()), at.need("name", "\"现场照片\"")?.text()?.to_owned())
        }
        "copy" => Spec::Copy(value.text()?.into()),
        "times" => Spec::Times(value.text()?.into(), Quantiles::read(&at.need("by", "[600, 1500]")?, places)?),
        "table" => Spec::Table {
            table: value.text()?.into(),
            of: name("of", "\"cost\"")?,
            low: name("low", "\"low\"")?,
            high: name("high", "\"high\"")?,
        },
        "day" => Spec::Day(value.text()?.into(), Span::read(&at.need("after", "\"1..4 working days\"")?)?),
        "ahead" => Spec::Ahead(Span::read(&value)?),
        "source" => Spec::Source(value.text()?.into()),
        "text" => Spec::Text(value.text()?.to_owned()),
        _ => return Err(at.fault(format!("{key} 不能单独写"), "例如 { pick = { a = 1, b = 2 } }。")),
    })
}

/// What a value may depend on.
pub(super) struct Around<'a> {
    pub world: World<'a>,
    pub package: &'a Package,
    pub ledger: &'a Ledger,
    pub org: Option<&'a Org>,
    pub district: Option<&'a District>,
    pub source: Option<&'a Made>,
    /// Rows made before.
    pub pool: &'a Pool,
    /// Everybody.
    pub people: &'a [Person],
    /// Number of the row within its organisation, from 1.
    pub n: u32,
    /// Rows of the group before it.
    pub turn: usize,
    /// Day of the row or the step.
    pub day: NaiveDate,
}

impl Around<'_> {
    fn field(&self, name: &str, values: &[Value]) -> Result<Value, String> {
        let (index, _) = self.ledger.field(name).ok_or_else(|| format!("{}没有字段 {name}", self.ledger.title))?;
        Ok(values.get(index).cloned().unwrap_or_default())
    }

    fn staff(&self, role: &str, not: Option<&str>, random: &mut Random) -> Result<Value, String> {
        let qualified = format!("{}.{role}", self.package.name);
        let code = self.org.map_or("", |org| &org.code);
        let anywhere: Vec<&Person> =
            self.people.iter().filter(|p| p.holds(&qualified) && Some(&*p.name) != not).collect();
        let here: Vec<&Person> = anywhere.iter().copied().filter(|p| &*p.unit == code).collect();
        let person = random.pick(if here.is_empty() { &anywhere } else { &here });
        person.map(|p| Value::Text(p.name.clone())).ok_or_else(|| format!("没有人有岗位 {qualified}"))
    }

    /// A row of an earlier workbook: one after the other, or by chance.
    fn row(
        &self,
        workbook: &str,
        filter: &[(Name, String)],
        in_turn: Option<usize>,
        random: &mut Random,
    ) -> Result<Value, String> {
        let rows = self.pool.book(workbook).ok_or_else(|| format!("前面没有工作簿“{workbook}”"))?;
        let fits: Vec<&Made> = rows.iter().filter(|row| row.is(filter)).collect();
        let row = match in_turn {
            Some(skip) => fits.get((self.turn + skip).checked_rem(fits.len()).unwrap_or(0)),
            None => random.pick(&fits),
        };
        row.map(|row| Value::Ref(row.id)).ok_or_else(|| format!("“{workbook}”里没有合乎条件的行"))
    }

    fn number(&self, name: &str, values: &[Value]) -> Result<Decimal, String> {
        self.field(name, values)?.as_decimal().ok_or_else(|| format!("字段 {name} 还没有数，不能由它计算"))
    }

    fn filled(&self, text: &str, values: &[Value]) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (part, tail) = after.split_once('}').ok_or("花括号没有配对")?;
            out.push_str(before);
            match part {
                "n" => out.push_str(&self.n.to_string()),
                "org.code" => out.push_str(self.org.map_or("", |o| &o.code)),
                "org.name" => out.push_str(self.org.map_or("", |o| &o.name)),
                name => {
                    let value = self.field(name, values)?;
                    let (_, field) = self.ledger.field(name).ok_or("没有这个字段")?;
                    out.push_str(&values::show(&self.world, self.ledger, field, &value));
                }
            }
            rest = tail;
        }
        out.push_str(rest);
        Ok(out)
    }
}

impl Given {
    /// Makes the value; the fault of it in words.
    pub fn value(
        &self,
        field: &Field,
        values: &[Value],
        around: &Around<'_>,
        random: &mut Random,
    ) -> Result<Value, String> {
        if self.blank > 0 && random.chance(self.blank) {
            return Ok(Value::Missing);
        }
        let find = |ledger: &str, number: &str| around.pool.numbered(ledger, number);
        let read = |text: &str| values::read(&around.world, around.ledger, field, text, &find);
        match &self.spec {
            Spec::Text(text) => read(&around.filled(text, values)?),
            Spec::Pick(choices) => {
                let place = random.weighted(choices.iter().map(|(_, weight)| *weight)).ok_or("权重都是 0")?;
                read(&choices[place].0)
            }
            Spec::Chance(share) => Ok(Value::Bool(random.chance(*share))),
            Spec::Spread(quantiles) => read(&quantiles.draw(random).to_string()),
            Spec::Person(_) | Spec::IdCard(_) | Spec::Phone | Spec::CreditCode | Spec::Firm => {
                Ok(Value::Text(self.word(random).into()))
            }
            Spec::Staff(role, not) => {
                let not = not.as_ref().map(|not| around.field(not, values)).transpose()?;
                around.staff(role, not.as_ref().and_then(Value::as_str), random)
            }
            Spec::BirthOf(name) => {
                let number = around.field(name, values)?;
                let card = number.as_str().and_then(|number| check_id_card(number).ok());
                card.map(|card| Value::Date(card.birth)).ok_or_else(|| format!("字段 {name} 不是身份证号"))
            }
            Spec::Turn(texts) => match texts.get(around.turn.checked_rem(texts.len()).unwrap_or(0)) {
                Some(text) => read(&around.filled(text, values)?),
                None => Ok(Value::Missing),
            },
            Spec::Row { workbook, filter, in_turn } => around.row(workbook, filter, *in_turn, random),
            Spec::Rows(rows) => child_rows(rows, field, values, around, random),
            Spec::Its(of, name) => match around.field(of, values)? {
                Value::Ref(id) => around.pool.row(id).ok_or("引用的记录不在前面的工作簿里")?.field(name),
                _ => Err(format!("字段 {of} 没有引用别的记录")),
            },
            Spec::Place => {
                let org = around.org.map_or("", |o| &o.name);
                let district = around.district.ok_or_else(|| format!("没有写明“{org}”的地界，请在 [places] 里补上"))?;
                Ok(words::place(random, district))
            }
            Spec::Files(low, high, name) => {
                let file = |n| FileRef { name: format!("{name}{n}.jpg").into(), sha256: "".into(), size_bytes: 0 };
                Ok(Value::Files((1..=random.between(*low, *high)).map(file).collect()))
            }
            Spec::Copy(name) => around.field(name, values),
            Spec::Times(name, by) => {
                let product = around.number(name, values)? * by.factor(random);
                Ok(Value::Decimal(round_half_up(product, by.places)))
            }
            Spec::Table { table, of, low, high } => table_value((table, of, low, high), values, around, random),
            Spec::Day(name, span) => {
                let day = around.field(name, values)?.as_date().unwrap_or(around.day);
                Ok(Value::Date(span.after(day, around.world.calendar, random).min(around.day)))
            }
            Spec::Ahead(span) => Ok(Value::Date(span.after(around.day, around.world.calendar, random))),
            Spec::Source(name) => {
                let source = around.source.ok_or("这一组没有写 from，没有来源的记录")?;
                if &**name == "number" { Ok(Value::Ref(source.id)) } else { source.field(name) }
            }
        }
    }
}

impl Given {
    /// A name or number of nobody.
    fn word(&self, random: &mut Random) -> String {
        match &self.spec {
            Spec::Person(rare) => words::person(random, *rare),
            Spec::IdCard(born) => words::id_card(random, *born),
            Spec::Phone => words::phone(random),
            Spec::CreditCode => words::credit_code(random),
            _ => words::firm(random),
        }
    }
}

/// `in_turn = true`, after `skip` rows.
fn in_turn(at: &At<'_>) -> Outcome<Option<usize>> {
    let skip = at.get("skip").map(|at| at.count()).transpose()?.unwrap_or(0);
    let asked = at.get("in_turn").is_some_and(|at| at.json.as_bool() == Some(true));
    Ok(asked.then(|| usize::try_from(skip).unwrap_or(0)))
}

/// The rows of a list field; what they are computed from are the fields of the record.
fn child_rows(
    rows: &[Fields],
    field: &Field,
    values: &[Value],
    around: &Around<'_>,
    random: &mut Random,
) -> Result<Value, String> {
    let FieldType::List(columns) = &field.ty else { return Err(format!("{}不是子表", field.title)) };
    let unknown = rows.iter().flat_map(Fields::keys).find(|name| columns.iter().all(|column| column.name != **name));
    if let Some(name) = unknown {
        return Err(format!("{}没有列 {name}", field.title));
    }
    let mut cell = |row: &Fields, column: &Field| match row.get(&column.name) {
        Some(given) => given.value(column, values, around, random),
        None => Ok(column.default.clone().unwrap_or_default()),
    };
    let mut made = Vec::with_capacity(rows.len());
    for row in rows {
        made.push(columns.iter().map(|column| cell(row, column)).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(Value::List(made))
}

/// A whole amount (元, in hundreds where there is room) within the range of a decision table.
fn table_value(
    (table, of, low, high): (&Name, &Name, &Name, &Name),
    values: &[Value],
    around: &Around<'_>,
    random: &mut Random,
) -> Result<Value, String> {
    let definition = around.package.tables.get(table).ok_or_else(|| format!("应用包里没有政策表 {table}"))?;
    let inputs: Vec<Value> =
        definition.inputs.iter().map(|column| around.field(&column.name, values)).collect::<Result<_, _>>()?;
    let row = evaluate::table_row(definition, &inputs, around.day)
        .ok_or_else(|| format!("{}里没有相符的一行", definition.title))?;
    let output = |name: &Name| {
        let place = definition.outputs.iter().position(|column| column.name == *name);
        let value = place.and_then(|place| row.then.get(place)).and_then(Value::as_decimal);
        value.ok_or_else(|| format!("{}没有输出 {name}", definition.title))
    };
    let base = around.number(of, values)?;
    let (low, high) = (round_half_up(base * output(low)?, 2), round_half_up(base * output(high)?, 2));
    let share = Decimal::new(random.between(0, i64::from(MILLION)), 6);
    let exact = low + (high - low) * share;
    let hundreds = (exact / Decimal::ONE_HUNDRED).round() * Decimal::ONE_HUNDRED;
    let amount = if hundreds >= low && hundreds <= high { hundreds } else { round_half_up(exact, 2) };
    Ok(Value::Decimal(amount))
}
