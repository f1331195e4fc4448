//! Full-text search in Chinese: words, parts of words, numbers and pinyin initials.
