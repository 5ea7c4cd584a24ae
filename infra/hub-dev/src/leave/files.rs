//! What lies in the bucket.

use hub_adapters::s3_media::S3Media;

use crate::doctor::xml::Element;

/// One version of a file, or a mark that it was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The file.
    pub key: String,
    /// The version.
    pub id: String,
    /// Whether it is what the bucket answers.
    pub is_newest: bool,
    /// Whether it is such a mark.
    pub is_mark: bool,
    /// Its size.
    pub bytes: u64,
}

/// A key and its version, after which a page begins.
type Position = (String, String);

/// All versions below a prefix, page by page.
pub struct Listing<'a> {
    bucket: &'a S3Media,
    prefix: &'a str,
    after: Option<Position>,
    is_over: bool,
}

impl<'a> Listing<'a> {
    /// Below `prefix`.
    #[must_use]
    pub fn below(bucket: &'a S3Media, prefix: &'a str) -> Self {
        Self { bucket, prefix, after: None, is_over: false }
    }

    /// The next page, which may hold nothing; `None` after the last one.
    ///
    /// # Errors
    /// The bucket's.
    pub async fn next(&mut self) -> Result<Option<Vec<Version>>, String> {
        if self.is_over {
            return Ok(None);
        }
        let after = self.after.as_ref().map(|(key, version)| (key.as_str(), version.as_str()));
        let page = self.bucket.versions_below(self.prefix, after).await.map_err(|error| error.to_string())?;
        let (versions, after) = read(&page)?;
        if let Some(stray) = versions.iter().find(|version| !version.key.starts_with(self.prefix)) {
            return Err(format!("the bucket lists {} below {}", stray.key, self.prefix));
        }
        self.is_over = after.is_none();
        self.after = after;
        Ok(Some(versions))
    }
}

/// The versions of a page, and after which one the next page begins.
fn read(page: &str) -> Result<(Vec<Version>, Option<Position>), String> {
    let root = Element::read(page)?;
    let version = |element: &Element, is_mark| Version {
        key: element.text_of("Key").to_owned(),
        id: element.text_of("VersionId").to_owned(),
        is_newest: element.text_of("IsLatest") == "true",
        is_mark,
        bytes: element.text_of("Size").parse().unwrap_or_default(),
    };
    let mut versions: Vec<_> = root.all("Version").into_iter().map(|element| version(element, false)).collect();
    versions.extend(root.all("DeleteMarker").into_iter().map(|element| version(element, true)));
    let next = (root.text_of("NextKeyMarker").to_owned(), root.text_of("NextVersionIdMarker").to_owned());
    Ok((versions, (root.text_of("IsTruncated") == "true").then_some(next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_marks_of_a_page_are_read() {
        let page = "<ListVersionsResult><Name>b</Name><Prefix>t/ten_a/</Prefix><IsTruncated>true</IsTruncated>\
            <NextKeyMarker>t/ten_a/media/med_2</NextKeyMarker><NextVersionIdMarker>v9</NextVersionIdMarker>\
            <Version><Key>t/ten_a/media/med_1</Key><VersionId>v1</VersionId><IsLatest>false</IsLatest><Size>7</Size>\
            <Owner><ID>x</ID></Owner></Version>\
            <DeleteMarker><Key>t/ten_a/media/med_1</Key><VersionId>v2</VersionId><IsLatest>true</IsLatest></DeleteMarker>\
            </ListVersionsResult>";
        let (versions, next) = read(page).expect("a page");
        let told: Vec<_> =
            versions.iter().map(|v| (v.key.as_str(), v.id.as_str(), v.is_newest, v.is_mark, v.bytes)).collect();
        assert_eq!(
            told,
            [("t/ten_a/media/med_1", "v1", false, false, 7), ("t/ten_a/media/med_1", "v2", true, true, 0)]
        );
        assert_eq!(next, Some(("t/ten_a/media/med_2".to_owned(), "v9".to_owned())));
        let (versions, next) =
            read("<ListVersionsResult><IsTruncated>false</IsTruncated></ListVersionsResult>").expect("an empty page");
        assert_eq!((versions.len(), next), (0, None));
    }
}
