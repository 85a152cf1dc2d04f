//! Through which channel an order came: the shop's own word for it, `web`, `pos`, `小程序`.

use std::collections::HashMap;

use crate::ids::OrderNumber;

use super::{Orders, OrdersError, sql};

impl Orders {
    /// Keeps the channels that orders came through, in place of those kept before.
    ///
    /// # Errors
    /// Where an order is not kept, or the database fails; then nothing was written.
    pub async fn put_channels(
        &self,
        channels: &[(OrderNumber, String)],
    ) -> Result<(), OrdersError> {
        let write = self.db.write(&["orders", sql::CHANNELS.table]).await?;
        let numbers = channels.iter().map(|(number, _)| number);
        let ids = sql::ids_of(write.reader(), numbers).await?;
        // Of an order that is named twice the last counts.
        let channels: HashMap<_, _> = channels
            .iter()
            .map(|(number, name)| (number, name))
            .collect();
        let mut rows = Vec::with_capacity(channels.len());
        for (number, channel) in channels {
            let id = ids.get(number).copied();
            let id = id.ok_or_else(|| OrdersError::NotKept(number.clone()))?;
            rows.push([id.into(), channel.as_str().into()]);
        }
        write.insert(&sql::CHANNELS, rows).await?;
        Ok(write.commit().await?)
    }

    /// The channels of some orders, of those for which one is known.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn channels(
        &self,
        numbers: &[OrderNumber],
    ) -> Result<HashMap<OrderNumber, String>, OrdersError> {
        sql::channels_of(self.db.reader(), numbers).await
    }
}
