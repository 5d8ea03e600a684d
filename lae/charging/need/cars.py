"""How many of the vehicles have no drive, where homes without a car may be the ones without a drive."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def of_car_owners(no_drive_low: Floats, carless: Floats) -> Floats:
    """The least share of homes with a car that can be without a drive, if all that can be of those without are carless.

    No table counts cars and drives together: this is the one thing that both margins prove. It lowers the lower figure
    alone; the central one takes cars and drives as independent, which they are not quite, so that it is rather high.

    Args:
        no_drive_low: share of homes without a drive, at least.
        carless: share of homes without a car; NaN where not known, which leaves the share as it is.
    """
    owners = 1.0 - carless
    least = np.divide(no_drive_low - carless, owners, out=np.zeros_like(owners), where=owners > 0.0)
    found: Floats = np.where(np.isnan(carless), no_drive_low, np.clip(least, 0.0, no_drive_low))
    return found
