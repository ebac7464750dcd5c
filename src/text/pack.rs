//! Compression.

use std::io::Read;

/// Compresses bytes with zstd.
///
/// # Errors
/// What the compressor says.
pub fn pack(bytes: &[u8]) -> Result<Vec<u8>, String> {
    zstd::encode_all(bytes, 19).map_err(|error| error.to_string())
}

/// Decompresses at most `limit` bytes.
///
/// # Errors
/// Bytes that are no zstd, or more than `limit`.
pub fn unpack(bytes: &[u8], limit: usize) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let decoder = zstd::Decoder::new(bytes).map_err(|error| error.to_string())?;
    decoder.take(limit as u64 + 1).read_to_end(&mut out).map_err(|error| error.to_string())?;
    if out.len() > limit { Err(format!("more than {limit} bytes")) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_out_within_its_bound() {
        let packed = pack(&[7; 10_000]).unwrap();
        assert_eq!(unpack(&packed, 10_000), Ok(vec![7; 10_000]));
        assert!(unpack(&packed, 9_999).is_err());
        assert!(unpack(b"no zstd", 10).is_err());
    }
}
