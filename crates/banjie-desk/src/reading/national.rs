//! National codes: checked to the last digit, and guarded against what spreadsheets do to long numbers.

use banjie_model::{
    definition::FieldType,
    national::{CodeFault, check_credit_code, check_id_card, check_phone, check_school_code, check_student_number},
    value::Value,
};

use super::{EntryFault, plain};
use crate::workbook::Cell;

/// Spreadsheets keep fifteen digits; a longer number has lost its last ones.
const EXACT_BELOW: f64 = 1e15;

/// Reads a code of this type in its canonical spelling.
pub(super) fn read(ty: &FieldType, cell: &Cell) -> Result<Value, EntryFault> {
    if let Cell::Number(n) = cell
        && n.abs() >= EXACT_BELOW
    {
        let advice = "请先把这一列的单元格格式设为“文本”，再重新填写完整号码。";
        return Err(EntryFault::new("号码被表格软件当作数值，第15位以后已变成0", advice));
    }
    let text = plain(cell);
    let checked: Result<String, CodeFault> = match ty {
        FieldType::IdCard => check_id_card(&text).map(|c| c.number),
        FieldType::CreditCode => check_credit_code(&text).map(|c| c.number),
        FieldType::SchoolCode => check_school_code(&text).map(|c| c.number),
        FieldType::StudentNo => check_student_number(&text).map(|c| c.number),
        _ => check_phone(&text).map(|c| c.number),
    };
    checked.map(|code| Value::Text(code.into())).map_err(|fault| EntryFault::new(fault.to_string(), "改正后重填。"))
}
