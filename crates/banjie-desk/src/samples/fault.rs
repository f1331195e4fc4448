//! What is wrong with a recipe: file, key, problem, advice.

use std::fmt;

use serde::Serialize;

/// A fault of a recipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecipeFault {
    /// File, relative to the package.
    pub file: String,
    /// Key, from the top of the file: `groups[2].plans`.
    pub key: String,
    /// What is wrong, in Chinese.
    pub problem: String,
    /// What to do, in Chinese.
    pub advice: String,
}

impl fmt::Display for RecipeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if !self.key.is_empty() {
            write!(f, " {}", self.key)?;
        }
        write!(f, "：{}。{}", self.problem.trim_end_matches('。'), self.advice)
    }
}

/// Why no workbooks were made.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The recipes are at fault; nothing was written.
    #[error("样例配方有误：\n{}", list(.0))]
    Recipes(Vec<RecipeFault>),
    /// A workbook could not be written.
    #[error("写不出 {file}：{message}。请检查文件夹是否存在、能否写入，文件是否正被打开")]
    Writing {
        /// The file.
        file: String,
        /// What the system says.
        message: String,
    },
}

fn list(faults: &[RecipeFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Result of reading or carrying out a recipe.
pub(super) type Outcome<T> = Result<T, RecipeFault>;
