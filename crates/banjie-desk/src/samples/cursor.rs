//! Walking through a recipe with the key in hand, so that every fault says where it is.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{
    fault::{Outcome, RecipeFault},
    random::MILLION,
};

/// A place in a recipe.
#[derive(Clone, Debug)]
pub(super) struct At<'a> {
    pub file: &'a str,
    pub key: String,
    pub json: &'a Json,
}

impl<'a> At<'a> {
    pub fn fault(&self, problem: impl Into<String>, advice: impl Into<String>) -> RecipeFault {
        RecipeFault { file: self.file.into(), key: self.key.clone(), problem: problem.into(), advice: advice.into() }
    }

    fn below(&self, step: &str, json: &'a Json) -> At<'a> {
        let key = if self.key.is_empty() { step.to_owned() } else { format!("{}.{step}", self.key) };
        At { file: self.file, key, json }
    }

    pub fn get(&self, key: &str) -> Option<At<'a>> {
        self.json.get(key).map(|json| self.below(key, json))
    }

    pub fn need(&self, key: &str, example: &str) -> Outcome<At<'a>> {
        self.get(key).ok_or_else(|| self.fault(format!("缺少 {key}"), format!("请写上，例如 {key} = {example}。")))
    }

    /// Only these keys may stand here.
    pub fn only(&self, keys: &[&str]) -> Outcome<()> {
        let Json::Object(table) = self.json else {
            return Err(self.fault("这里应是一张表", "写成 { … } 或 [表头]。"));
        };
        match table.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(key) => Err(self.below(key, self.json).fault("不认识这个键", format!("可用：{}。", keys.join("、")))),
            None => Ok(()),
        }
    }

    pub fn entries(&self) -> Outcome<Vec<(&'a str, At<'a>)>> {
        match self.json {
            Json::Object(table) => Ok(table.iter().map(|(key, json)| (key.as_str(), self.below(key, json))).collect()),
            _ => Err(self.fault("这里应是一张表", "写成 { 名称 = 值 }。")),
        }
    }

    pub fn items(&self) -> Outcome<Vec<At<'a>>> {
        let item = |(n, json)| At { file: self.file, key: format!("{}[{n}]", self.key), json };
        match self.json {
            Json::Array(items) => Ok((1..).zip(items).map(item).collect()),
            _ => Err(self.fault("这里应是一列值", "写成 [ …, … ]。")),
        }
    }

    pub fn text(&self) -> Outcome<&'a str> {
        self.json.as_str().ok_or_else(|| self.fault("这里应是文字", "请加引号。"))
    }

    pub fn int(&self) -> Outcome<i64> {
        self.json.as_i64().ok_or_else(|| self.fault("这里应是整数", "例如 12。"))
    }

    pub fn count(&self) -> Outcome<u32> {
        let wrong = |_| self.fault("数目不能是负数", "写 0 或以上的整数。");
        u32::try_from(self.int()?).map_err(wrong)
    }

    pub fn decimal(&self) -> Outcome<Decimal> {
        let text = match self.json {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        text.parse().map_err(|_| self.fault(format!("“{text}”不是数"), "例如 12 或 12.50。"))
    }

    /// `"12%"` or `"0.4%"`, in parts of a million.
    pub fn share(&self) -> Outcome<u32> {
        let wrong = || self.fault("这里应是百分比", "例如 \"12%\"，从 0% 到 100%。");
        let number: Decimal = self.text()?.trim_end_matches('%').parse().map_err(|_| wrong())?;
        let parts = u32::try_from((number * Decimal::from(MILLION / 100)).round()).map_err(|_| wrong())?;
        if self.text()?.ends_with('%') && parts <= MILLION { Ok(parts) } else { Err(wrong()) }
    }

    pub fn date(&self) -> Outcome<chrono::NaiveDate> {
        let text = self.text()?;
        text.parse().map_err(|_| self.fault(format!("“{text}”不是日期"), "例如 2025-12-31。"))
    }

    pub fn texts(&self) -> Outcome<Vec<String>> {
        match self.json {
            Json::String(one) => Ok(vec![one.clone()]),
            _ => self.items()?.iter().map(|item| item.text().map(str::to_owned)).collect(),
        }
    }
}
