// The app's styles: its typeface, and those of the screens. The library leaves the typeface to its host.
import './fonts.css';
import './screens';
