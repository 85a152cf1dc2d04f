//! A table of numbers and categories.

/// A table: columns of one length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    columns: Vec<Column>,
}

/// A column of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What it is called.
    pub name: String,
    /// What it holds.
    pub values: Values,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers; what is missing is not a number (NaN).
    Numbers(Vec<f64>),
    /// Numbers of categories, and the categories' names. What is missing is a category of its own.
    Categories(Vec<u32>, Vec<String>),
}

impl Values {
    /// How many there are.
    fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Categories(codes, _) => codes.len(),
        }
    }
}

impl Table {
    /// A table of these columns.
    ///
    /// # Panics
    /// Columns that are not of one length.
    #[must_use]
    pub fn new(columns: Vec<Column>) -> Self {
        let table = Self { columns };
        let rows = table.rows();
        let same = |column: &Column| column.values.len() == rows;
        assert!(table.columns.iter().all(same), "columns of one length");
        table
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }
}
