//! Compression.

use zstd::bulk;
use zstd::zstd_safe::get_frame_content_size;

/// Compresses bytes with zstd. How many they are stands in front, so that they come out in one piece.
///
/// # Errors
/// What the compressor says.
pub fn pack(bytes: &[u8]) -> Result<Vec<u8>, String> {
    bulk::compress(bytes, 19).map_err(|error| error.to_string())
}

/// Decompresses at most `limit` bytes.
///
/// # Errors
/// Bytes that were not made by [`pack`], or more than `limit`.
pub fn unpack(bytes: &[u8], limit: usize) -> Result<Vec<u8>, String> {
    let size = get_frame_content_size(bytes).ok().flatten().ok_or("they are not compressed, or not by rhumb")?;
    let size = usize::try_from(size).ok().filter(|size| *size <= limit);
    let size = size.ok_or_else(|| format!("more than {limit} bytes"))?;
    bulk::decompress(bytes, size).map_err(|error| error.to_string())
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
        assert!(unpack(&packed[..packed.len() - 1], 10_000).is_err());
        assert!(unpack(&packed.repeat(2), 20_000).is_err());
    }
}
