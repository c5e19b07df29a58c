package io.shardhub.examples.quiz;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shardhub.examples.Programs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium with a tab for each participant; a page is addressed by its tab. */
public final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Leaves the test out where there is no browser, unless the variable {@code CI} is set. */
    public static void assumeInstalled() {
        assumeTrue(
                System.getenv("CI") != null
                        || (Programs.find("chromium").isPresent()
                                && Programs.find("chromedriver").isPresent()),
                "no chromium and chromedriver on the path");
    }

    /** Starts one, which shares nothing with others. */
    public static Browser start() throws IOException {
        Path chromium = Programs.find("chromium").orElseThrow();
        Path chromedriver = Programs.find("chromedriver").orElseThrow();
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--force-prefers-reduced-motion", // a tab in the background never gets to the end of a transition
                "--window-size=1280,900"));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.WARNING);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .usingAnyFreePort()
                .withEnvironment(Map.of("TMPDIR", temporaryFiles().toString()))
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    /** Where Chromium leaves files when it ends; removed with the JVM. */
    private static Path temporaryFiles() throws IOException {
        Path directory = Files.createTempDirectory("shardhub-browser-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
        return directory;
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a page in a new tab. */
    public Tab open(String url) {
        driver.switchTo().newWindow(WindowType.TAB);
        driver.get(url);
        return new Tab(driver.getWindowHandle());
    }

    /** Makes the window that wide, or as narrow as it can be. */
    public void widen(int width) {
        driver.manage().window().setSize(new Dimension(width, 800));
    }

    /** What the pages complained about on their consoles, broken connections aside. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> !message.toLowerCase(Locale.ROOT).contains("websocket")
                        && !message.contains("net::ERR_CONNECTION_REFUSED"))
                .toList();
    }

    /** The value of a cookie of a page. */
    public String cookie(String url, String name) {
        driver.switchTo().newWindow(WindowType.TAB);
        driver.get(url);
        return Objects.requireNonNull(driver.manage().getCookieNamed(name), name)
                .getValue();
    }

    @Override
    public void close() {
        driver.quit();
    }

    /** One participant's page. */
    public final class Tab {

        private final String handle;

        private Tab(String handle) {
            this.handle = handle;
        }

        private WebElement find(String testId) {
            driver.switchTo().window(handle);
            return driver.findElement(By.cssSelector("[data-testid='" + testId + "']"));
        }

        public void type(String testId, String text) {
            find(testId).sendKeys(text);
        }

        /** Waits until the element can be clicked, and clicks it. */
        public void click(String testId) {
            until(testId + " can be clicked", () -> {
                WebElement element = find(testId);
                if (!element.isDisplayed() || !element.isEnabled()) {
                    return false;
                }
                element.click();
                return true;
            });
        }

        public String text(String testId) {
            return find(testId).getText();
        }

        public String attribute(String testId, String name) {
            return String.valueOf(find(testId).getDomAttribute(name));
        }

        public int count(String testId) {
            driver.switchTo().window(handle);
            return driver.findElements(By.cssSelector("[data-testid='" + testId + "']"))
                    .size();
        }

        /** The text of an element, once it matches: what a page shows follows its phase a moment later. */
        public String awaitText(String testId, String pattern) {
            until(testId + " matches " + pattern, () -> text(testId).matches(pattern));
            return text(testId);
        }

        public void awaitPhase(String phase) {
            until("phase " + phase, () -> attribute("phase", "data-phase").equals(phase));
        }

        public void awaitState(String state) {
            until(
                    "connection " + state,
                    () -> attribute("connection-state", "data-state").equals(state));
        }

        public void awaitCount(String testId, int count) {
            until(count + " of " + testId, () -> count(testId) == count);
        }

        /** Whether the page is wider than its window. */
        public boolean overflows() {
            driver.switchTo().window(handle);
            return Boolean.TRUE.equals(
                    driver.executeScript("return document.documentElement.scrollWidth > window.innerWidth"));
        }

        public void screenshot(Path file) throws IOException {
            driver.switchTo().window(handle);
            Files.createDirectories(file.getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        }

        /** Runs a script in the page; gives what it returns. */
        public Object run(String script) {
            driver.switchTo().window(handle);
            return Objects.requireNonNull(driver.executeScript(script), script);
        }

        /** What elements are called for those who do not see them. */
        public List<String> accessibleNames(String selector) {
            driver.switchTo().window(handle);
            return driver.findElements(By.cssSelector(selector)).stream()
                    .map(WebElement::getAccessibleName)
                    .toList();
        }

        /** The texts of elements. */
        public List<String> texts(String selector) {
            driver.switchTo().window(handle);
            return driver.findElements(By.cssSelector(selector)).stream()
                    .map(WebElement::getText)
                    .toList();
        }

        /** Shows the page as on a screen of that width, as high as the page is, in the {@code light} or the {@code dark}. */
        public void emulate(int width, String scheme) {
            driver.switchTo().window(handle);
            driver.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
            resize(width, 1);
            resize(width, (Long) run("return document.documentElement.scrollHeight"));
        }

        private void resize(int width, long height) {
            driver.executeCdpCommand(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        }

        public void until(String what, Condition condition) {
            driver.switchTo().window(handle);
            new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                    .withMessage(what)
                    .ignoring(StaleElementReferenceException.class)
                    .until(ignored -> condition.holds());
        }
    }

    /** Something that becomes true. */
    @FunctionalInterface
    public interface Condition {
        boolean holds();
    }
}
