//! Words around every page.

/// Name of the product.
pub const PRODUCT: &str = "办结";

/// Printed when the server is ready.
#[must_use]
pub fn serving(address: &str) -> String {
    format!("办结已在 {address} 提供服务，按 Ctrl-C 停止。")
}
