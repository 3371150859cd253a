// Things a customer can send without having them at hand.

export const text = (body) => ({ type: "text", text: { body } });

export const here = () => ({
  type: "location",
  location: { latitude: 12.9293, longitude: 77.5838, name: "Jayanagar 4th Block", address: "Bengaluru" },
});

export const contactCard = (name = "Asha", phone = "+91 90000 41299") => ({
  type: "contacts",
  contacts: [{ name: { first_name: name, formatted_name: name }, phones: [{ phone, wa_id: phone.replace(/\D/g, ""), type: "CELL" }] }],
});

export const ad = () => ({
  ...text("Hi, I saw your ad. Is the Devkund trek still open?"),
  referral: {
    source_url: "https://fb.me/trekandstay", source_id: "120226305854810726", source_type: "ad", headline: "Monsoon treks are open",
    body: "Two days, one waterfall", media_type: "image", image_url: "https://scontent.example/devkund.jpg", ctwa_clid: `Aff-${Date.now()}`,
  },
});

function painted(width, height, paint) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  paint(canvas.getContext("2d"));
  return new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.9); });
}

/** A picture that looks like what people send after they have paid. */
export const receipt = () => painted(360, 420, (pen) => {
  const put = (words, y, font, colour) => { pen.font = font; pen.fillStyle = colour; pen.fillText(words, 180, y); };
  pen.fillStyle = "#fff"; pen.fillRect(0, 0, 360, 420);
  pen.fillStyle = "#1d7f4e"; pen.beginPath(); pen.arc(180, 90, 38, 0, 7); pen.fill();
  pen.textAlign = "center";
  put("✓", 106, "44px sans-serif", "#fff");
  put("₹2,000", 190, "bold 40px sans-serif", "#222");
  put("Paid to trekandstay@paytm", 232, "18px sans-serif", "#444");
  put(`UPI ref ${Date.now()}`, 270, "16px sans-serif", "#777");
});

/** Hills in the morning. */
export const photo = () => painted(640, 420, (pen) => {
  const sky = pen.createLinearGradient(0, 0, 0, 300);
  sky.addColorStop(0, "#8fc3d6"); sky.addColorStop(1, "#f6e3c4");
  pen.fillStyle = sky; pen.fillRect(0, 0, 640, 420);
  pen.fillStyle = "#fff3d6"; pen.beginPath(); pen.arc(470, 150, 42, 0, 7); pen.fill();
  [["#7fa3a5", 210], ["#54807d", 260], ["#355e57", 320]].forEach(([colour, top], row) => {
    pen.fillStyle = colour; pen.beginPath(); pen.moveTo(0, 420);
    for (let x = 0; x <= 640; x += 40) pen.lineTo(x, top + 38 * Math.sin(x / (70 - row * 8) + row * 2.2));
    pen.lineTo(640, 420); pen.fill();
  });
});
